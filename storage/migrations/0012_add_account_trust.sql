-- authorities: certificates of authorities (PEM) that an account trusts besides those of
-- the system. exceptions: certificates that the person trusts although something is wrong
-- with them, a line each: the server's name, the SHA-256 of the certificate in
-- hexadecimal, and when it was trusted (seconds since 1970).
ALTER TABLE accounts ADD COLUMN authorities TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN exceptions TEXT NOT NULL DEFAULT '';
