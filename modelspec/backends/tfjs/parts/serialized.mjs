import * as tf from "@tensorflow/tfjs";

/**
 * Options as a layer's getConfig gives them: the inverse of `resolved`, so
 * that a saved model can be read again.
 */
export function serialized(options) {
	const found = { ...options };
	for (const [key, value] of Object.entries(options)) {
		if (value instanceof tf.serialization.Serializable) {
			found[key] = {
				className: value.getClassName(),
				config: value.getConfig(),
			};
		}
	}
	return found;
}
