import * as tf from "@tensorflow/tfjs";

/** The first input less the second, which TensorFlow.js lacks. */
export class Subtract extends tf.layers.add().constructor {
	static className = "Subtract";

	mergeFunction([a, b]) {
		return tf.sub(a, b);
	}
}

tf.serialization.registerClass(Subtract);
