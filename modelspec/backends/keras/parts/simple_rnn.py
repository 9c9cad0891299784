from keras import layers, regularizers


class SimpleRNN(layers.SimpleRNN):
    """layers.SimpleRNN with its activity regularizer, which Keras 3.15 drops."""

    def __init__(self, *args, activity_regularizer=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.activity_regularizer = regularizers.get(activity_regularizer)
