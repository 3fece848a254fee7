-- A piece of a large message whose octets lie in the table bodies, where equal ones of other messages
-- lie too; message_bodies names them as well. data is how they stand in the message then
-- (storage/pieces.go). octets.data of such a message (codec 3) tells how many octets each of its
-- pieces gives; where it is empty each but the last gives 1 MiB.
ALTER TABLE pieces ADD COLUMN body INTEGER;
