"""Long walks that look for what may still be wrong: `bin/drill tests/sweeps`. They end no run of CI; docs say what they found last."""
