"""HSDS 3.2 (Human Services Data Specification): our records as HSDS says them, and foreign HSDS as our records."""
