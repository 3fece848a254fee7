# Starts one POP3 server in its own view of the file system. It is run by unshare, as root, with:
# KIND, FILES (the folder that .ci/peers fills), WORK (a folder with ca.pem, server.pem, server.key and
# mail/1, mail/2, …), PORT (in the clear, with STLS if the server can), TLSPORT, PASSWORD,
# MECHANISMS. The file WORK/filled tells that the maildrop is.
set -e
mount --make-rprivate / 2>/dev/null || true
chmod 755 "$WORK"
mkdir -p "$WORK/etc/courier" "$WORK/home"
mount -t overlay none -o "lowerdir=$FILES/usr:/usr" /usr
export LD_LIBRARY_PATH=/usr/lib:/usr/lib/courier-authlib:/usr/lib/x86_64-linux-gnu:/usr/lib/aarch64-linux-gnu
uid=61234
hash=$(printf '%s\n' "$PASSWORD" | openssl passwd -6 -stdin)
cp /etc/passwd /etc/group "$WORK/etc/"
printf 'anna:x:%s:%s::%s:/bin/sh\n' $uid $uid "$WORK/home" >>"$WORK/etc/passwd"
printf 'anna:x:%s:\n' $uid >>"$WORK/etc/group"
printf 'anna:%s:19000:0:99999:7:::\n' "$hash" >"$WORK/etc/shadow"
mail=$(find "$WORK/mail" -type f | sort)
number=61235
for name in popa3d spop3d cyrus courier; do # those that the servers run as
	printf '%s:x:%s:%s::/nonexistent:/bin/false\n' $name $number $number >>"$WORK/etc/passwd"
	printf '%s:x:%s:\n' $name $number >>"$WORK/etc/group"
	printf '%s:!:19000:0:99999:7:::\n' $name >>"$WORK/etc/shadow"
	number=$((number + 1))
done
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
	for m in $mail; do
		cp "$m" "$WORK/home/Maildir/new/${m##*/}.peer"
	done
	;;
cyrus)
	mkdir -p "$WORK/var/cyrus/socket" "$WORK/var/spool"
	;;
*)
	mkdir -p "$WORK/var/mail" "$WORK/var/empty" "$WORK/var/lib/popa3d" "$WORK/var/lib/solid-pop3d/bulletins" "$WORK/var/run"
	cp -a "$FILES/etc/pam.d" "$WORK/etc/"
	for name in popa3d solid-pop3d; do
		printf 'auth required pam_unix.so\naccount required pam_unix.so\n' >"$WORK/etc/pam.d/$name"
	done
	for m in $mail; do
		printf 'From a@example.org Sat Nov 28 04:00:00 2026\n'
		sed 's/^From />From /' "$m"
		printf '\n'
	done >"$WORK/var/mail/anna"
	chown $uid:$uid "$WORK/var/mail/anna"
	chmod 1777 "$WORK/var/mail"
	mount --bind "$WORK/var" /var
	;;
esac
chown -R $uid:$uid "$WORK/home"
mount -t overlay none -o "lowerdir=$WORK/etc:/etc" /etc
# listen PORT PROGRAM runs a program for each connection.
listen() {
	couriertcpd -address=127.0.0.1 -maxprocs=40 -maxperip=40 -nodnslookup -noidentlookup "$@"
}
cat "$WORK/server.key" "$WORK/server.pem" >"$WORK/both.pem"
chmod 600 "$WORK/both.pem"
chown courier "$WORK/both.pem"
[ $KIND = cyrus ] || : >"$WORK/filled"
case $KIND in
courier)
	mount -t tmpfs tmpfs /run
	mkdir -p /run/courier/authdaemon
	/usr/lib/courier/courier-authlib/authdaemond &
	while [ ! -S /run/courier/authdaemon/socket ]; do sleep 0.05; done
	export POP3AUTH="$MECHANISMS" POP3AUTH_TLS="$MECHANISMS" POP3_STARTTLS=YES MAILDIRPATH=Maildir COURIERTLS=/usr/bin/couriertls \
		TLS_CERTFILE="$WORK/both.pem" TLS_PROTOCOL="TLSv1.2+" TLS_VERIFYPEER=NONE
	POP3_TLS=1 listen "$TLSPORT" /usr/bin/couriertls -server -tcpd /usr/lib/courier/courier/courierpop3login /usr/lib/courier/courier/courierpop3d Maildir &
	listen "$PORT" /usr/lib/courier/courier/courierpop3login /usr/lib/courier/courier/courierpop3d Maildir
	;;
popa3d)
	listen "$PORT" /usr/sbin/popa3d
	;;
solid)
	listen "$PORT" /usr/sbin/solid-pop3d
	;;
mailutils)
	for mode in ondemand connection; do
		printf 'logging { syslog no; };\nmailbox { mail-spool /var/mail; };\ntls-mode %s;\ntls { ssl-certificate-file "%s"; ssl-key-file "%s"; };\n' \
			$mode "$WORK/server.pem" "$WORK/server.key" >"$WORK/$mode.conf"
	done
	listen "$TLSPORT" /usr/sbin/pop3d --inetd --config-file="$WORK/connection.conf" &
	listen "$PORT" /usr/sbin/pop3d --inetd --config-file="$WORK/ondemand.conf"
	;;
cyrus)
	mount -t tmpfs tmpfs /run
	install -d -o cyrus -g cyrus /run/cyrus /run/cyrus/socket /run/cyrus/proc /run/cyrus/lock
	chown cyrus:cyrus "$WORK/server.key"
	{
		printf 'configdirectory: %s\npartition-default: %s\n' "$WORK/var/cyrus" "$WORK/var/spool"
		printf 'proc_path: /run/cyrus/proc\nmboxname_lockpath: /run/cyrus/lock\nlmtpsocket: /run/cyrus/socket/lmtp\n'
		printf 'autocreate_users: anyone\nautocreate_post: yes\nautocreate_quota: 0\npopminpoll: 0\nallowplaintext: yes\nduplicatesuppression: no\n'
		printf 'sasl_pwcheck_method: auxprop\nsasl_auxprop_plugin: sasldb\nsasl_sasldb_path: %s\nsasl_mech_list: %s\n' "$WORK/var/sasldb2" "$MECHANISMS"
		printf 'servername: localhost\ntls_server_cert: %s\ntls_server_key: %s\n' "$WORK/server.pem" "$WORK/server.key"
	} >"$WORK/etc/imapd.conf"
	{
		printf 'SERVICES {\n pop3 cmd="/usr/lib/cyrus/bin/pop3d" listen="127.0.0.1:%s" proto="tcp4"\n' "$PORT"
		printf ' pop3s cmd="/usr/lib/cyrus/bin/pop3d -s" listen="127.0.0.1:%s" proto="tcp4"\n' "$TLSPORT"
		printf ' lmtpunix cmd="/usr/lib/cyrus/bin/lmtpd" listen="/run/cyrus/socket/lmtp"\n}\n'
	} >"$WORK/cyrus.conf"
	printf '%s\n' "$PASSWORD" | saslpasswd2 -p -c -f "$WORK/var/sasldb2" -u localhost anna
	chown -R cyrus:cyrus "$WORK/var"
	/usr/lib/cyrus/bin/master -C /etc/imapd.conf -M "$WORK/cyrus.conf" -D &
	while [ ! -S /run/cyrus/socket/lmtp ]; do sleep 0.05; done
	for m in $mail; do
		/usr/lib/cyrus/bin/deliver -C /etc/imapd.conf anna <"$m"
	done
	: >"$WORK/filled"
	wait
	;;
esac
