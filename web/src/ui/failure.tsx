import { Component, type ReactNode } from 'react';
import { Button } from './button';

/** For mistakes of this page itself: a sentence and a way out, never an empty screen. */
export class Failure extends Component<{ children: ReactNode }, { failed: boolean }> {
    override state = { failed: false };

    static getDerivedStateFromError(): { failed: boolean } {
        return { failed: true };
    }

    override render(): ReactNode {
        return this.state.failed ? (
            <main className="mx-auto max-w-md p-8 text-center">
                <h1 className="text-xl font-semibold">This page has a problem</h1>
                <p className="mt-2 text-muted">
                    Nothing is lost: what you have sent is in your history. There may be a new version of the page.
                </p>
                <Button kind="primary" className="mt-6" onClick={() => location.reload()}>
                    Load it again
                </Button>
            </main>
        ) : (
            this.props.children
        );
    }
}
