import * as tf from "@tensorflow/tfjs";

/**
 * What `compute` makes of x when all axes before `axis` are seen as one, and
 * all behind it. TensorFlow.js's WebGL backend pads at most four axes, also for
 * the gradient of a slice.
 */
export function alongAxis(x, axis, compute) {
	const { shape } = x;
	const before = tf.util.sizeFromShape(shape.slice(0, axis));
	const behind = tf.util.sizeFromShape(shape.slice(axis + 1));
	const y = compute(tf.reshape(x, [before, shape[axis], behind]));
	// There may be more or fewer examples now.
	const found = [-1, ...shape.slice(1)];
	found[axis] = y.shape[1];
	return tf.reshape(y, found);
}
