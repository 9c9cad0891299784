from keras import ops, optimizers


class DenseAdamW(optimizers.AdamW):
    """AdamW that sums a row's gradients if the row is looked up several times.

    Keras squares them one by one, since it gets an embedding's gradient in slices.
    """

    def update_step(self, gradient, variable, learning_rate):
        gradient = ops.add(gradient, ops.zeros_like(variable))
        super().update_step(gradient, variable, learning_rate)
