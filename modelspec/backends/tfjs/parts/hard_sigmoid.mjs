import * as tf from "@tensorflow/tfjs";

/** relu6(x + 3) / 6, as Keras 3 means it; in TensorFlow.js it is steeper. */
export function hardSigmoid(x) {
	return tf.div(tf.minimum(6, tf.relu(tf.add(x, 3))), 6);
}
