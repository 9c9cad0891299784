from keras import layers, ops


class GLU(layers.Layer):
    """The first half of an axis times the sigmoid of the second half."""

    def __init__(self, axis=-1, **kwargs):
        super().__init__(**kwargs)
        self.axis = axis

    def call(self, inputs):
        first, second = ops.split(inputs, 2, axis=self.axis)
        return first * ops.sigmoid(second)

    def compute_output_shape(self, input_shape):
        shape = list(input_shape)
        if shape[self.axis] is not None:
            shape[self.axis] //= 2
        return tuple(shape)

    def get_config(self):
        return {**super().get_config(), "axis": self.axis}
