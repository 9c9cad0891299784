import * as tf from "@tensorflow/tfjs";

/**
 * What Keras's optimizers share: each weight decays by itself, apart from its
 * gradient, and then takes its step, which is `update` of the class.
 * TensorFlow.js has no weight decay.
 */
export class KerasOptimizer extends tf.Optimizer {
	constructor(config) {
		super();
		this.config = config;
		this.state = {};
	}

	/** A variable that goes with a weight from step to step; it starts at 0. */
	slot(weight, name) {
		const key = `${weight.name}/${name}`;
		this.state[key] ??= tf.zerosLike(weight).variable(false);
		return this.state[key];
	}

	applyGradients(gradients) {
		const { learningRate, weightDecay = 0 } = this.config;
		const entries = Array.isArray(gradients)
			? gradients.map(({ name, tensor }) => [name, tensor])
			: Object.entries(gradients);
		this.incrementIterations();
		tf.tidy(() => {
			for (const [name, gradient] of entries) {
				if (!gradient) continue; // The loss does not depend on this weight.
				const weight = tf.engine().registeredVariables[name];
				if (weightDecay) {
					const decay = tf.mul(weight, weightDecay * learningRate);
					weight.assign(tf.sub(weight, decay));
				}
				this.update(weight, gradient);
			}
		});
	}

	dispose() {
		tf.dispose(this.state);
		this.state = {};
	}

	getConfig() {
		return this.config;
	}
}
