import { Link } from 'react-router';
import { Page } from '../ui/page';

export default function Nothing() {
    return (
        <Page title="Nothing here">
            <p className="text-muted">There is no page at this address.</p>
            <p className="mt-4">
                <Link to="/" className="text-accent underline">
                    Go to the chat
                </Link>
            </p>
        </Page>
    );
}
