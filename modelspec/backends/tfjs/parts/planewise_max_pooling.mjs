import * as tf from "@tensorflow/tfjs";
import { perAxis } from "./per_axis.mjs";

/**
 * The largest entry of each window of a volume: over height and width, and then
 * over depth. TensorFlow.js's own layer has a wrong gradient where the windows
 * are not as high as wide, and misplaces them with the padding "same" where
 * strides are longer.
 */
export class PlanewiseMaxPooling extends tf.layers.Layer {
	static className = "PlanewiseMaxPooling";

	constructor(config) {
		super(config);
		this.poolSize = config.poolSize ?? 2;
		this.strides = config.strides ?? this.poolSize;
		this.padding = config.padding ?? "valid";
	}

	call(inputs) {
		return tf.tidy(() => {
			const [x] = [inputs].flat();
			const [depth, ...sizes] = perAxis(this.poolSize, 3);
			const [step, ...strides] = perAxis(this.strides, 3);
			const [batch, length, ...plane] = x.shape;
			const planes = tf.reshape(x, [batch * length, ...plane]);
			const { padding } = this;
			const pooled = tf.maxPool(planes, sizes, strides, padding);
			const [, height, width, channels] = pooled.shape;
			const y = tf.maxPool(
				tf.reshape(pooled, [batch, length, height * width, channels]),
				[depth, 1],
				[step, 1],
				padding,
			);
			return tf.reshape(y, [batch, y.shape[1], height, width, channels]);
		});
	}

	computeOutputShape(inputShape) {
		const { poolSize, strides, padding } = this;
		const layer = tf.layers.maxPooling3d({ poolSize, strides, padding });
		return layer.computeOutputShape(inputShape);
	}

	getConfig() {
		const { poolSize, strides, padding } = this;
		return { ...super.getConfig(), poolSize, strides, padding };
	}
}

tf.serialization.registerClass(PlanewiseMaxPooling);
