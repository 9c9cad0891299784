import * as tf from "@tensorflow/tfjs";
import { dropoutMasks } from "./dropout_masks.mjs";
import { gateProducts } from "./gate_products.mjs";

/** The cell of KerasLSTM. */
export class KerasLSTMCell extends tf.layers.lstmCell({ units: 1 })
	.constructor {
	static className = "KerasLSTMCell";

	call([x, h, carry], { training }) {
		return tf.tidy(() => {
			if (training) {
				this.dropoutMask ??= dropoutMasks(x, this.dropout, 4);
				this.recurrentDropoutMask ??= dropoutMasks(h, this.recurrentDropout, 4);
			}
			const products = gateProducts(x, {
				gates: 4,
				kernel: this.kernel.read(),
				bias: this.bias?.read(),
				masks: this.dropoutMask,
			});
			const past = gateProducts(h, {
				gates: 4,
				kernel: this.recurrentKernel.read(),
				masks: this.recurrentDropoutMask,
			});
			const sums = products.map((product, gate) => tf.add(product, past[gate]));
			const candidate = this.activation.apply(sums[2]);
			const [i, f, , o] = sums.map((sum) =>
				this.recurrentActivation.apply(sum),
			);
			const c = tf.add(tf.mul(f, carry), tf.mul(i, candidate));
			const y = tf.mul(o, this.activation.apply(c));
			return [y, y, c];
		});
	}
}

tf.serialization.registerClass(KerasLSTMCell);
