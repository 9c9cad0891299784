"""Metrics: accuracy, resolved as Keras resolves it from the loss of the output."""

METRICS = ("accuracy", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy")

ACCURACY_OF = {
    "binary_crossentropy": "binary_accuracy",
    "categorical_crossentropy": "categorical_accuracy",
    "sparse_categorical_crossentropy": "sparse_categorical_accuracy",
}
"""What `accuracy` means beside each loss."""
