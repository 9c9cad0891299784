import * as tf from "@tensorflow/tfjs";

/** Uniform; TensorFlow.js's own takes a limit of 0 for one not given. */
export class KerasRandomUniform extends tf.serialization.Serializable {
	static className = "KerasRandomUniform";

	constructor({ minval, maxval }) {
		super();
		this.limits = { minval, maxval };
	}

	apply(shape) {
		return tf.randomUniform(shape, this.limits.minval, this.limits.maxval);
	}

	getConfig() {
		return this.limits;
	}
}

tf.serialization.registerClass(KerasRandomUniform);
