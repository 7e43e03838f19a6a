// axe-core on a page and, frame by frame, on the card fields in it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// Rules for whole pages make no sense in the document of a single field.
const pageRules = ['page-has-heading-one', 'landmark-one-main', 'region', 'bypass'];

/// Violations in words; empty when there is none.
export async function violations(page) {
  const found = [];
  for (const frame of page.frames()) {
    const whole = frame === page.mainFrame();
    const results = await frame.evaluate(async ({ source, whole, pageRules }) => {
      if (!window.axe) (0, eval)(source);
      const rules = Object.fromEntries(pageRules.map((rule) => [rule, { enabled: whole }]));
      return (await window.axe.run(document, { iframes: false, rules,
        resultTypes: ['violations'] })).violations;
    }, { source, whole, pageRules });
    for (const result of results) {
      for (const node of result.nodes) {
        found.push(`${whole ? 'page' : frame.url().split('/').pop()}: ${result.id}: ` +
          `${node.target.join(' ')}: ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`);
      }
    }
  }
  return found;
}
