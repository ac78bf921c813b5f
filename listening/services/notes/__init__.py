"""Writing notes and what hangs on them."""
