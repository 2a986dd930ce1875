import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { ATTACKS } from './attacks';
import Markdown from './markdown';

function rendered(text: string): HTMLElement {
    const element = document.createElement('div');
    element.innerHTML = renderToStaticMarkup(<Markdown text={text} />);
    return element;
}

/** The elements that this page makes of Markdown, its own buttons included. */
const ALLOWED = new Set(
    ('a blockquote br button code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr input li ol p path pre rect section span strong' +
        ' sub sup svg table tbody td th thead tr ul').split(' '),
);

describe('an attack', () => {
    test('is one of at least a hundred', () => expect(new Set(ATTACKS).size).toBeGreaterThanOrEqual(100));

    test.each(ATTACKS)('%s does nothing', (attack) => {
        for (const element of rendered(attack).querySelectorAll('*')) {
            expect(ALLOWED, attack).toContain(element.localName);
            for (const { name, value } of [...element.attributes]) {
                expect(name, attack).not.toMatch(/^on|^style$|^srcdoc$|^formaction$|^ping$/i);
                if (/^(href|src|action|data|xlink:href)$/i.test(name)) {
                    expect(value, attack).toMatch(/^(https?:|mailto:|#)/);
                }
            }
        }
    });
});

describe('Markdown', () => {
    test('has tables, task lists, footnotes and struck text', () => {
        const element = rendered('| a |\n|---|\n| 1 |\n\n- [x] done\n\nx[^1] ~~y~~\n\n[^1]: note');

        expect(element.querySelector('table td')?.textContent).toBe('1');
        expect(element.querySelector('input[type=checkbox]')?.hasAttribute('checked')).toBe(true);
        expect(element.querySelector('sup a')?.getAttribute('href')).toMatch(/^#/);
        expect(element.querySelector('del')?.textContent).toBe('y');
    });

    test('opens links elsewhere, and tells them nothing', () => {
        const link = rendered('[x](https://example.org)').querySelector('a');

        expect(link?.getAttribute('target')).toBe('_blank');
        expect(link?.getAttribute('rel')).toBe('noopener noreferrer');
    });

    test('shows an image as a link', () => {
        const element = rendered('![a cat](https://example.org/cat.png)');

        expect(element.querySelector('img')).toBeNull();
        expect(element.querySelector('a')?.textContent).toBe('a cat');
    });

    test('shows code with its language, and HTML as it is written', () => {
        const element = rendered('```python\nprint("<b>")\n```\n\nand `x` and <b>bold</b>');

        expect(element.querySelector('pre')?.textContent).toBe('print("<b>")');
        expect(element.textContent).toContain('python');
        expect(element.querySelector('p code')?.textContent).toBe('x');
        expect(element.querySelector('b')).toBeNull();
        expect(element.textContent).toContain('<b>bold</b>');
    });

    test('without a language is code all the same', () => {
        expect(rendered('```\none line\n```').querySelector('pre')?.textContent).toBe('one line');
        expect(rendered('    indented').querySelector('pre')?.textContent).toBe('indented');
    });
});
