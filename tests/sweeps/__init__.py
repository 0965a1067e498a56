"""Long walks that look for what may still be wrong: `bin/drill tests/sweeps`. CI waits for the scripts; the others are run by hand."""
