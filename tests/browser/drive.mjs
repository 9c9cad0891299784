// `node drive.mjs CHROMIUM URL SCREENSHOT [SECONDS]`: opens the page, waits for its result, prints it as JSON.
import { chromium } from "playwright-core";

const [executablePath, url, screenshot, seconds = 90] = process.argv.slice(2);
const browser = await chromium.launch({
	executablePath,
	args: [
		"--no-sandbox",
		"--disable-dev-shm-usage",
		"--enable-unsafe-swiftshader",
	],
});
try {
	const page = await browser.newPage({ viewport: { width: 800, height: 520 } });
	const messages = [];
	page.on("console", (message) => messages.push(message.text()));
	page.on("pageerror", (error) => messages.push(String(error)));
	await page.goto(url);
	await page
		.waitForFunction(() => window.result !== undefined, null, {
			timeout: seconds * 1000,
		})
		.catch((error) => messages.push(String(error)));
	await page.screenshot({ path: screenshot });
	const result = (await page.evaluate(() => window.result)) ?? {
		error: messages.join("\n"),
	};
	console.log(JSON.stringify(result));
} finally {
	await browser.close();
}
