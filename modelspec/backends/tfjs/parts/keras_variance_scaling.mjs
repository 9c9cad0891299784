import * as tf from "@tensorflow/tfjs";

/**
 * A spread that follows from a weight's shape. TensorFlow.js's own has other
 * fans for weights of one axis, no normal that is not cut, and a cut one that
 * is narrower: its std is 0.8796 of the normal's, which is made up for here.
 */
export class KerasVarianceScaling extends tf.serialization.Serializable {
	static className = "KerasVarianceScaling";

	constructor({ scale = 1, mode = "fanIn", distribution = "truncatedNormal" }) {
		super();
		this.config = { scale, mode, distribution };
	}

	apply(shape) {
		const { scale, mode, distribution } = this.config;
		const size = tf.util.sizeFromShape(shape);
		const fanIn = shape.length > 1 ? size / shape.at(-1) : size;
		const fanOut = shape.length > 1 ? size / shape.at(-2) : size;
		const fan = { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode];
		const std = Math.sqrt(scale / Math.max(1, fan));
		if (distribution === "uniform") {
			const limit = Math.sqrt(3) * std;
			return tf.randomUniform(shape, -limit, limit);
		}
		return distribution === "truncatedNormal"
			? tf.truncatedNormal(shape, 0, std / 0.8796256610342398)
			: tf.randomNormal(shape, 0, std);
	}

	getConfig() {
		return this.config;
	}
}

tf.serialization.registerClass(KerasVarianceScaling);
