"""Services, sites, opening hours, eligibility, capacity, in the terms of HSDS 3.1; confidential sites never leave."""
