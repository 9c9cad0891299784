"""The functional style: a function a block, tensors in local variables, layers called as they are made. What Keras and
TensorFlow.js share; each gives its `Style`."""
