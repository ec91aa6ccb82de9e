"""The case table that teams keep in Markdown or CSV: one row a case, read as a suite and written from one."""

from assay.formats.case_table.read import holds_cases, read_case_table
from assay.formats.case_table.write import write_case_table

__all__ = ["holds_cases", "read_case_table", "write_case_table"]
