import { Route, Routes } from 'react-router';
import Nothing from '../entry/nothing';
import { Account } from './user';
import { Users } from './users';

export default function Admin() {
    return (
        <Routes>
            <Route index element={<Users />} />
            <Route path="users/:id" element={<Account />} />
            <Route path="*" element={<Nothing />} />
        </Routes>
    );
}
