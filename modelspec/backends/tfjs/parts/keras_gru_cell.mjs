import * as tf from "@tensorflow/tfjs";
import { dropoutMasks } from "./dropout_masks.mjs";
import { gateProducts } from "./gate_products.mjs";

/**
 * The cell of KerasGRU. With resetAfter its bias has two rows, of the input and
 * of the state. With recurrentDropout each gate has masks of its own.
 */
export class KerasGRUCell extends tf.layers.gruCell({ units: 1 }).constructor {
	static className = "KerasGRUCell";

	constructor(config) {
		super({ ...config, resetAfter: false });
		this.resetAfter = config.resetAfter;
	}

	build(inputShape) {
		const { units, useBias, resetAfter } = this;
		this.useBias = useBias && !resetAfter;
		super.build(inputShape);
		this.useBias = useBias;
		if (useBias && resetAfter) {
			const shape = [2, 3 * units];
			this.bias = this.addWeight("bias", shape, null, this.biasInitializer);
		}
	}

	call([x, h], { training }) {
		return tf.tidy(() => {
			if (training) {
				const { dropout, recurrentDropout } = this;
				const count = recurrentDropout ? 3 : 1;
				this.dropoutMask ??= dropoutMasks(x, dropout, count);
				this.recurrentDropoutMask ??= dropoutMasks(h, recurrentDropout, count);
			}
			const biases = this.useBias ? this.bias.read() : null;
			const [bias, recurrentBias] =
				biases && this.resetAfter ? tf.unstack(biases) : [biases];
			const products = (state) =>
				gateProducts(state, {
					gates: 3,
					kernel: this.recurrentKernel.read(),
					bias: recurrentBias,
					masks: this.recurrentDropoutMask,
				});
			const [xZ, xR, xH] = gateProducts(x, {
				gates: 3,
				kernel: this.kernel.read(),
				bias,
				masks: this.dropoutMask,
			});
			const [hZ, hR, hH] = products(h);
			const z = this.recurrentActivation.apply(tf.add(xZ, hZ));
			const r = this.recurrentActivation.apply(tf.add(xR, hR));
			const past = this.resetAfter ? tf.mul(r, hH) : products(tf.mul(r, h))[2];
			const candidate = this.activation.apply(tf.add(xH, past));
			const y = tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), candidate));
			return [y, y];
		});
	}

	getConfig() {
		return { ...super.getConfig(), resetAfter: this.resetAfter };
	}
}

tf.serialization.registerClass(KerasGRUCell);
