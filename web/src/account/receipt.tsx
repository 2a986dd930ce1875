import { VerifyReceipt } from '../audit/verify';
import { Page } from '../ui/page';

/** For whoever was given a receipt. */
export default function Receipt() {
    return (
        <Page
            title="Verify a receipt"
            lead="A receipt proves that a movement of tokens is in the log of all events, which nobody can change unnoticed."
        >
            <VerifyReceipt />
        </Page>
    );
}
