import * as tf from "@tensorflow/tfjs";
import { resolved } from "./resolved.mjs";
import { serialized } from "./serialized.mjs";

/**
 * softmax(Q K^T / sqrt(keyDim)) V in several heads, between four projections.
 * The inputs are query, value and key; a missing value is the query, a missing
 * key the value. TensorFlow.js has no such layer.
 */
export class MultiHeadAttention extends tf.layers.Layer {
	static className = "MultiHeadAttention";

	constructor(config) {
		super(config);
		const { name, trainable, dtype, customObjects, ...options } = config;
		this.options = resolved({
			useBias: true,
			biasInitializer: "zeros",
			dropout: 0,
			...options,
		});
	}

	build(inputShape) {
		const shapes = Array.isArray(inputShape[0]) ? inputShape : [inputShape];
		const [query, value = query, key = value] = shapes.map((s) => s.at(-1));
		const { numHeads, keyDim, valueDim = keyDim } = this.options;
		const { outputShape = [query] } = this.options;
		this.weightsOf = {
			query: this.addProjection("query", [query], [numHeads, keyDim]),
			key: this.addProjection("key", [key], [numHeads, keyDim]),
			value: this.addProjection("value", [value], [numHeads, valueDim]),
			attention_output: this.addProjection(
				"attention_output",
				[numHeads, valueDim],
				outputShape,
			),
		};
		super.build(inputShape);
	}

	addProjection(name, from, to) {
		const add = (weight, shape) =>
			this.addWeight(
				`${name}/${weight}`,
				shape,
				"float32",
				this.options[`${weight}Initializer`],
				this.options[`${weight}Regularizer`],
			);
		const kernel = add("kernel", [...from, ...to]);
		return { kernel, bias: this.options.useBias ? add("bias", to) : null };
	}

	/** The last axes of `x`, which are the first of the kernel, projected. */
	project(name, x) {
		const kernel = this.weightsOf[name].kernel.read();
		const bias = this.weightsOf[name].bias?.read();
		const axes = x.rank - 2;
		const size = tf.util.sizeFromShape(x.shape.slice(2));
		const rows = tf.reshape(x, [-1, size]);
		const product = tf.matMul(rows, tf.reshape(kernel, [size, -1]));
		const shape = [...x.shape.slice(0, 2), ...kernel.shape.slice(axes)];
		const y = tf.reshape(product, shape);
		return bias ? tf.add(y, bias) : y;
	}

	call(inputs, { training }) {
		return tf.tidy(() => {
			const [query, value = query, key = value] = [inputs].flat();
			const heads = (name, x) =>
				tf.transpose(this.project(name, x), [0, 2, 1, 3]);
			const { keyDim, useCausalMask, dropout } = this.options;
			const products = tf.matMul(
				heads("query", query),
				heads("key", key),
				false,
				true,
			);
			let scores = tf.div(products, Math.sqrt(keyDim));
			if (useCausalMask) {
				const ones = tf.ones(scores.shape.slice(-2));
				const seen = tf.linalg.bandPart(ones, -1, 0);
				// Half precision, all that some phones' WebGL has, ends at 65504.
				scores = tf.add(scores, tf.mul(tf.sub(1, seen), -3e4));
			}
			let weights = tf.softmax(scores);
			if (training) weights = tf.dropout(weights, dropout);
			const found = tf.matMul(weights, heads("value", value));
			return this.project(
				"attention_output",
				tf.transpose(found, [0, 2, 1, 3]),
			);
		});
	}

	computeOutputShape(inputShape) {
		const query = Array.isArray(inputShape[0]) ? inputShape[0] : inputShape;
		const { outputShape = [query.at(-1)] } = this.options;
		return [...query.slice(0, 2), ...outputShape];
	}

	getConfig() {
		return { ...super.getConfig(), ...serialized(this.options) };
	}
}

tf.serialization.registerClass(MultiHeadAttention);
