# Starts one POP3 server in its own view of the file system. It is run by unshare, as root, with:
# KIND, FILES (the folder that .ci/peers fills), WORK (an empty folder), PORT, PASSWORD.
set -e
mount --make-rprivate / 2>/dev/null || true
chmod 755 "$WORK"
mkdir -p "$WORK/etc/courier" "$WORK/home"
mount -t overlay none -o "lowerdir=$FILES/usr:/usr" /usr
export LD_LIBRARY_PATH=/usr/lib:/usr/lib/courier-authlib:/usr/lib/x86_64-linux-gnu:/usr/lib/aarch64-linux-gnu
uid=61234
hash=$(printf '%s\n' "$PASSWORD" | openssl passwd -6 -stdin)
cp /etc/passwd /etc/group "$WORK/etc/"
printf 'anna:x:%s:%s::%s:/bin/sh\npopa3d:x:61235:61235::/nonexistent:/bin/false\n' $uid $uid "$WORK/home" >>"$WORK/etc/passwd"
printf 'anna:x:%s:\npopa3d:x:61235:\n' $uid >>"$WORK/etc/group"
printf 'anna:%s:19000:0:99999:7:::\npopa3d:!:19000:0:99999:7:::\n' "$hash" >"$WORK/etc/shadow"
chmod 600 "$WORK/etc/shadow"
case $KIND in
courier)
	mkdir -p "$WORK/run/courier/authdaemon"
	cp -a "$FILES/etc/courier/." "$WORK/etc/courier/"
	sed -i 's/^authmodulelist=.*/authmodulelist="authuserdb"/; s/^daemons=.*/daemons=2/' "$WORK/etc/courier/authdaemonrc"
	hmac=$(printf '%s\n%s\n' "$PASSWORD" "$PASSWORD" | /usr/sbin/userdbpw -hmac-md5 2>/dev/null)
	printf 'anna\tuid=%s|gid=%s|home=%s|mail=%s/Maildir|systempw=%s|hmac-md5pw=%s\n.\n' $uid $uid "$WORK/home" "$WORK/home" "$hash" "$hmac" |
		/usr/lib/courier/courier-authlib/makedatprog - "$WORK/etc/courier/userdb.tmp" "$WORK/etc/courier/userdb.dat"
	cp "$WORK/etc/courier/userdb.dat" "$WORK/etc/courier/userdbshadow.dat"
	chmod 600 "$WORK/etc/courier/"userdb*.dat
	maildirmake.courier "$WORK/home/Maildir"
	[ -z "$MAIL" ] || cp "$MAIL" "$WORK/home/Maildir/new/1.peer"
	;;
*)
	mkdir -p "$WORK/var/mail" "$WORK/var/empty" "$WORK/var/lib/popa3d" "$WORK/var/run"
	cp -a "$FILES/etc/pam.d" "$WORK/etc/" 2>/dev/null || true
	printf 'auth required pam_unix.so\naccount required pam_unix.so\n' >"$WORK/etc/pam.d/popa3d"
	if [ -n "$MAIL" ]; then
		{
			printf 'From a@example.org Sat Nov 28 04:00:00 2026\n'
			cat "$MAIL"
			printf '\n'
		} >"$WORK/var/mail/anna"
	else
		: >"$WORK/var/mail/anna"
	fi
	chown $uid:$uid "$WORK/var/mail/anna"
	chmod 1777 "$WORK/var/mail"
	mount --bind "$WORK/var" /var
	;;
esac
chown -R $uid:$uid "$WORK/home"
mount -t overlay none -o "lowerdir=$WORK/etc:/etc" /etc
listen="couriertcpd -address=127.0.0.1 -maxprocs=40 -maxperip=40 -nodnslookup -noidentlookup $PORT"
case $KIND in
courier)
	mount -t tmpfs tmpfs /run
	mkdir -p /run/courier/authdaemon
	/usr/lib/courier/courier-authlib/authdaemond &
	while [ ! -S /run/courier/authdaemon/socket ]; do sleep 0.05; done
	export POP3AUTH="$MECHANISMS" POP3_STARTTLS=NO MAILDIRPATH=Maildir
	exec $listen /usr/lib/courier/courier/courierpop3login /usr/lib/courier/courier/courierpop3d Maildir
	;;
popa3d)
	exec $listen /usr/sbin/popa3d
	;;
mailutils)
	printf 'logging { syslog no; };\nmailbox { mail-spool /var/mail; };\n' >"$WORK/pop3d.conf"
	exec $listen /usr/sbin/pop3d --inetd --config-file="$WORK/pop3d.conf"
	;;
esac
