"""The long proofs, run by bin/drill and always by .ci/run: too slow for every save, too important to leave out."""
