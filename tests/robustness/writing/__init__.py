"""What the sweeps of the file writer share: scenes to write in, and the judgement of what stands there afterwards."""
