import * as tf from "@tensorflow/tfjs";
import { perAxis } from "./per_axis.mjs";

/**
 * Repeats every cell along one, two or three axes of space. TensorFlow.js does
 * so along two only, with a wrong gradient in batches of several examples.
 */
export class UpSampling extends tf.layers.Layer {
	static className = "UpSampling";

	constructor(config) {
		super(config);
		this.size = config.size ?? 2;
	}

	call(inputs) {
		return tf.tidy(() => {
			const [x] = [inputs].flat();
			return perAxis(this.size, x.rank - 2).reduce(
				(y, factor, i) => this.stretch(y, factor, i + 1),
				x,
			);
		});
	}

	/** Makes `factor` cells of each along an axis. */
	stretch(x, factor, axis) {
		const { shape } = x;
		const rows = tf.util.sizeFromShape(shape.slice(0, axis + 1));
		const cells = tf.util.sizeFromShape(shape.slice(axis + 1));
		const row = tf.reshape(x, [rows, 1, cells]);
		const stretched = [...shape];
		stretched[axis] *= factor;
		return tf.reshape(tf.broadcastTo(row, [rows, factor, cells]), stretched);
	}

	computeOutputShape(inputShape) {
		const lengths = inputShape.slice(1, -1);
		const factors = perAxis(this.size, lengths.length);
		const stretched = lengths.map((length, i) => length && length * factors[i]);
		return [inputShape[0], ...stretched, inputShape.at(-1)];
	}

	getConfig() {
		return { ...super.getConfig(), size: this.size };
	}
}

tf.serialization.registerClass(UpSampling);
