import * as tf from "@tensorflow/tfjs";

/**
 * Orthonormal rows or columns, whichever are fewer, by Gram and Schmidt's
 * method; TensorFlow.js's own takes seconds for a weight of 10,000 numbers.
 */
export class FastOrthogonal extends tf.serialization.Serializable {
	static className = "FastOrthogonal";

	constructor({ gain = 1 }) {
		super();
		this.gain = gain;
	}

	apply(shape) {
		return tf.tidy(() => {
			const dot = (a, b) => a.reduce((sum, v, i) => sum + v * b[i], 0);
			const columns = shape.at(-1);
			const rows = tf.util.sizeFromShape(shape) / columns;
			const [count, length] = [rows, columns].sort((a, b) => a - b);
			const vectors = tf.randomNormal([count, length]).arraySync();
			vectors.forEach((vector, i) => {
				for (const other of vectors.slice(0, i)) {
					const along = dot(vector, other);
					other.forEach((value, j) => {
						vector[j] -= along * value;
					});
				}
				const norm = Math.sqrt(dot(vector, vector));
				vectors[i] = vector.map((value) => value / norm);
			});
			const matrix = tf.mul(this.gain, tf.tensor2d(vectors));
			const turned = rows > columns ? tf.transpose(matrix) : matrix;
			return tf.reshape(turned, shape);
		});
	}

	getConfig() {
		return { gain: this.gain };
	}
}

tf.serialization.registerClass(FastOrthogonal);
