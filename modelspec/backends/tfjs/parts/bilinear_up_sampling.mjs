import * as tf from "@tensorflow/tfjs";
import { UpSampling } from "./up_sampling.mjs";

/**
 * Blends neighbouring cells, each taken at its middle as in Keras, into
 * several. TensorFlow.js takes them at their corners.
 */
export class BilinearUpSampling extends UpSampling {
	static className = "BilinearUpSampling";

	/** Makes `factor` cells of each along an axis. */
	stretch(x, factor, axis) {
		const { shape } = x;
		const length = shape[axis];
		const rows = tf.util.sizeFromShape(shape.slice(0, axis));
		const cells = tf.util.sizeFromShape(shape.slice(axis + 1));
		const places = tf
			.range(0, length * factor)
			.add(0.5)
			.div(factor)
			.sub(0.5);
		const distances = tf.sub(
			tf.expandDims(tf.clipByValue(places, 0, length - 1), 1),
			tf.range(0, length),
		);
		const weights = tf.relu(tf.sub(1, tf.abs(distances)));
		const y = tf.matMul(
			tf.expandDims(weights, 0),
			tf.reshape(x, [rows, length, cells]),
		);
		const stretched = [...shape];
		stretched[axis] = length * factor;
		return tf.reshape(y, stretched);
	}
}

tf.serialization.registerClass(BilinearUpSampling);
