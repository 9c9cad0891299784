import * as tf from "@tensorflow/tfjs";

/**
 * The sum of products along an axis of either input, for any number of axes
 * (tf.layers.dot: 3), and with Keras's limit for the length of a vector. On
 * WebGL, TensorFlow.js has no tensors of more than six axes.
 */
export class BatchDot extends tf.layers.dot({ axes: 1 }).constructor {
	static className = "BatchDot";

	build() {}

	mergeFunction(inputs) {
		const shape = this.computeOutputShape(inputs.map((x) => x.shape));
		const [a, b] = inputs.map((x, i) => this.rows(x, this.axes[i]));
		return tf.reshape(tf.matMul(a, b, false, true), shape);
	}

	rows(x, axis) {
		const others = [...x.shape.keys()].filter((other) => other !== axis);
		const last = tf.transpose(x, [...others, axis]);
		const rows = tf.reshape(last, [x.shape[0], -1, x.shape[axis]]);
		if (!this.normalize) {
			return rows;
		}
		const squares = tf.sum(tf.square(rows), -1, true);
		// Lengths are taken as 1e-7 at least: at 0 there is no gradient.
		return tf.mul(rows, tf.rsqrt(tf.maximum(squares, 1e-14)));
	}

	computeOutputShape([a, b]) {
		const kept = a.filter((_, axis) => axis !== this.axes[0]);
		const shape = [...kept, ...b.slice(1)];
		shape.splice(a.length - 2 + this.axes[1], 1);
		return shape.length > 1 ? shape : [...shape, 1];
	}
}

tf.serialization.registerClass(BatchDot);
