from keras import layers


class FrozenMultiHeadAttention(layers.MultiHeadAttention):
    """layers.MultiHeadAttention with trainable=False for its projections, too."""

    def build(self, query_shape, value_shape, key_shape=None):
        super().build(query_shape, value_shape, key_shape)
        for layer in self._flatten_layers(include_self=False):
            layer.trainable = False
