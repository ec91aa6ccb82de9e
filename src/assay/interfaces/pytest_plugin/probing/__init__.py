"""`@assay.cases(…)`: one test for each case that a probing run would carry out."""
