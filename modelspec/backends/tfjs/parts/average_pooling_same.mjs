import * as tf from "@tensorflow/tfjs";
import { padSpace } from "./pad_space.mjs";
import { perAxis } from "./per_axis.mjs";
import { windowPadding } from "./window_padding.mjs";

/**
 * The mean of each window's cells over one, two or three axes with the padding
 * "same", where cells outside are not counted. TensorFlow.js counts them in the
 * gradient.
 */
export class AveragePoolingSame extends tf.layers.Layer {
	static className = "AveragePoolingSame";

	constructor(config) {
		super(config);
		this.poolSize = config.poolSize;
		this.strides = config.strides ?? config.poolSize;
	}

	call(inputs) {
		return tf.tidy(() => {
			const [x] = [inputs].flat();
			const rank = x.rank - 2;
			const padding = windowPadding(
				x.shape.slice(1, -1),
				perAxis(this.poolSize, rank),
				perAxis(this.strides, rank),
				"same",
			);
			const pool = (cells) =>
				this.native(rank, "valid").apply(padSpace(cells, padding));
			return tf.div(pool(x), pool(tf.onesLike(x)));
		});
	}

	/** TensorFlow.js's own layer with these windows. */
	native(rank, padding) {
		const { poolSize, strides } = this;
		return tf.layers[`averagePooling${rank}d`]({ poolSize, strides, padding });
	}

	computeOutputShape(inputShape) {
		const layer = this.native(inputShape.length - 2, "same");
		return layer.computeOutputShape(inputShape);
	}

	getConfig() {
		const { poolSize, strides } = this;
		return { ...super.getConfig(), poolSize, strides };
	}
}

tf.serialization.registerClass(AveragePoolingSame);
