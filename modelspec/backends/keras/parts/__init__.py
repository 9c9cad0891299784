"""Classes that are pasted into a generated Keras file where Keras lacks a layer, or
drops a penalty.

One class a file; everything below a file's imports is pasted as it stands, under a
decorator that registers it, so that a saved model can be read again.
"""
