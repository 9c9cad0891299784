def read_weights(graph, path): raise NotImplementedError
