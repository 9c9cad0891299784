import * as tf from "@tensorflow/tfjs";

/**
 * What a layer computes within itself, as a layer that can be applied to the
 * symbolic input of that layer; it has no weights of its own.
 */
export class InnerOutput extends tf.layers.Layer {
	static className = "InnerOutput";

	constructor(compute) {
		super({});
		this.compute = compute;
	}

	call(inputs, kwargs) {
		const [x] = [inputs].flat();
		return this.compute(x, kwargs);
	}
}
