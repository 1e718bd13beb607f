"""Number and date formats of the three languages (FORMAT_MODULE_PATH). Django has none for Kazakh."""
