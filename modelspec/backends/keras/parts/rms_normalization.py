from keras import layers, regularizers


class RMSNormalization(layers.RMSNormalization):
    """layers.RMSNormalization with a regularizer for its scale, which Keras lacks."""

    def __init__(self, *args, scale_regularizer=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.scale_regularizer = regularizers.get(scale_regularizer)

    def build(self, input_shape):
        super().build(input_shape)
        self.scale.regularizer = self.scale_regularizer

    def get_config(self):
        return {
            **super().get_config(),
            "scale_regularizer": regularizers.serialize(self.scale_regularizer),
        }
