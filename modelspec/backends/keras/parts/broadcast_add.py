from keras import layers


class BroadcastAdd(layers.Add):
    """The sum of inputs of different shapes."""

    def _merge_function(self, inputs):
        # Not ops.add: it takes an input for a bias if a length is the batch's.
        total = inputs[0]
        for x in inputs[1:]:
            total = total + x
        return total
