"""Text that is pasted into a generated PyTorch file where torch lacks a Keras layer.

One class or function a file; everything below a file's imports is pasted as it stands.
"""
