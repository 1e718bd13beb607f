"""Forms that countries change: versioned definitions, rendering, validation."""
