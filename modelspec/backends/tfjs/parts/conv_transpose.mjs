import * as tf from "@tensorflow/tfjs";
import { ConvolutionLayer } from "./convolution_layer.mjs";
import { cutSpace } from "./cut_space.mjs";
import { dilatedConvolution } from "./dilated_convolution.mjs";
import { perAxis } from "./per_axis.mjs";
import { transposedConvolution } from "./transposed_convolution.mjs";

/**
 * A transposed convolution over one, two or three axes. TensorFlow.js has one
 * over two, without dilation and output padding, and one over three, without a
 * gradient.
 */
export class ConvTranspose extends ConvolutionLayer {
	static className = "ConvTranspose";

	build(inputShape) {
		const { kernelSize, filters } = this.options;
		const sizes = perAxis(kernelSize, inputShape.length - 2);
		const shape = [...sizes, filters, inputShape.at(-1)];
		this.kernel = this.addSlot("kernel", "kernel", shape);
		this.addBias(filters);
		super.build(inputShape);
	}

	call(inputs) {
		return tf.tidy(() => {
			const [x] = [inputs].flat();
			const { strides, dilationRate } = this.options;
			const kernel = this.kernel.read();
			const rates = perAxis(dilationRate, x.rank - 2);
			const unpadded = rates.map(() => [0, 0]);
			const whole =
				Math.max(...rates) > 1
					? dilatedConvolution(x, rates, unpadded, (cells) =>
							transposedConvolution(cells, kernel, 1),
						)
					: transposedConvolution(x, kernel, strides);
			const { starts, lengths } = this.cut(x.shape);
			return this.finish(cutSpace(whole, starts, lengths));
		});
	}

	/** Where the output begins in what the windows reach, and its lengths. */
	cut(inputShape) {
		const rank = inputShape.length - 2;
		const sizes = perAxis(this.options.kernelSize, rank);
		const strides = perAxis(this.options.strides, rank);
		const rates = perAxis(this.options.dilationRate, rank);
		const extras = perAxis(this.options.outputPadding, rank);
		const starts = [];
		const lengths = [];
		for (const [axis, length] of inputShape.slice(1, -1).entries()) {
			const span = (sizes[axis] - 1) * rates[axis] + 1;
			const same = this.options.padding === "same";
			const least = same ? span % 2 : span;
			const automatic = Math.max(same ? 0 : span, strides[axis]);
			const last = extras[axis] == null ? automatic : least + extras[axis];
			const missing = same ? Math.max(span - last, 0) : 0;
			starts.push(Math.floor(missing / 2));
			lengths.push(length && (length - 1) * strides[axis] + last);
		}
		return { starts, lengths };
	}

	computeOutputShape(inputShape) {
		const { lengths } = this.cut(inputShape);
		return [inputShape[0], ...lengths, this.options.filters];
	}
}

tf.serialization.registerClass(ConvTranspose);
