import * as tf from "@tensorflow/tfjs";

/**
 * Lets the option `activation` of any layer take `name`, which saved models
 * keep, for a function that TensorFlow.js lacks.
 */
export function registerActivation(name, activation) {
	tf.serialization.registerClass(
		class extends tf.serialization.Serializable {
			static className = name;

			apply(x) {
				return tf.tidy(() => activation(x));
			}
		},
	);
}
