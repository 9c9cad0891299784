import * as tf from "@tensorflow/tfjs";

/** Two tensors, stretched where they have length 1 and the other is longer. */
export function stretch(a, b) {
	const shape = tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
	return [tf.broadcastTo(a, shape), tf.broadcastTo(b, shape)];
}
