import { memo, type ComponentProps } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import { Code } from './code';

/**
 * What may be in a reply. HTML in it is text; this is the second wall. Images would tell their server who
 * reads what, so they are shown as links.
 */
const SCHEMA = {
    ...defaultSchema,
    protocols: { ...defaultSchema.protocols, href: ['http', 'https', 'mailto'] },
};

const COMPONENTS: Components = {
    a: ({ href, children }) => <Link href={href}>{children}</Link>,
    img: ({ src, alt }) => <Link href={typeof src === 'string' ? src : undefined}>{alt || 'Image'}</Link>,
    input: ({ checked }) => <input type="checkbox" disabled checked={checked} aria-label={checked ? 'Done' : 'To do'} />,
    pre: ({ children }) => <>{children}</>,
    code: ({ className, children, node }) => {
        const text = String(children);
        const block = className !== undefined || node?.position?.start.line !== node?.position?.end.line;
        return block || text.endsWith('\n') ? (
            <Code language={/language-([\w+#-]+)/.exec(className ?? '')?.[1]} text={text.replace(/\n$/, '')} />
        ) : (
            <code>{children}</code>
        );
    },
    table: ({ children }) => (
        <div className="overflow-x-auto" tabIndex={0} role="group" aria-label="Table">
            <table>{children}</table>
        </div>
    ),
};

interface MarkdownNode {
    type: string;
    children?: MarkdownNode[];
}

/** Whoever writes a tag wants it to be seen. */
function htmlAsText() {
    const change = (node: MarkdownNode): void => {
        if (node.type === 'html') {
            node.type = 'text';
        }
        node.children?.forEach(change);
    };
    return change;
}

const REMARK: ComponentProps<typeof ReactMarkdown>['remarkPlugins'] = [remarkGfm, htmlAsText];
const REHYPE: ComponentProps<typeof ReactMarkdown>['rehypePlugins'] = [[rehypeSanitize, SCHEMA]];

/** GitHub flavoured Markdown, whoever wrote it. */
export default memo(function Markdown({ text }: { text: string }) {
    return (
        <div className="prose">
            <ReactMarkdown remarkPlugins={REMARK} rehypePlugins={REHYPE} components={COMPONENTS}>
                {text}
            </ReactMarkdown>
        </div>
    );
});

function Link({ href, children }: { href: string | undefined; children: React.ReactNode }) {
    // A footnote. Everything else leads elsewhere, or nowhere.
    if (href?.startsWith('#')) {
        return <a href={href}>{children}</a>;
    }
    return /^(https?|mailto):/i.test(href ?? '') ? (
        <a href={href} target="_blank" rel="noopener noreferrer">
            {children}
        </a>
    ) : (
        <>{children}</>
    );
}
