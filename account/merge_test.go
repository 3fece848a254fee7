package account

import (
	"reflect"
	"testing"
	"time"
)

// TestMerge changes each field of an account alone, while another one was changed by
// somebody else: both changes are there. A field that Merge does not know is found.
func TestMerge(t *testing.T) {
	was := Account{ID: 7, Email: "a@example.org", Incoming: Server{Host: "pop.example.org", Port: 995, Security: TLS}}
	fields := reflect.TypeFor[Account]()
	for i := range fields.NumField() {
		name := fields.Field(i).Name
		if name == "ID" {
			continue
		}
		now, want := was, was
		change(t, reflect.ValueOf(&now).Elem().Field(i))
		present := was
		other := (i + 1) % fields.NumField()
		if fields.Field(other).Name == "ID" {
			other++
		}
		change(t, reflect.ValueOf(&present).Elem().Field(other))
		want = present
		reflect.ValueOf(&want).Elem().Field(i).Set(reflect.ValueOf(now).Field(i))
		if got := Merge(was, now, present); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
		if got := Merge(was, was, present); !reflect.DeepEqual(got, present) {
			t.Errorf("%s: nothing was changed, and it is %+v", name, got)
		}
	}
}

func change(t *testing.T, v reflect.Value) {
	t.Helper()
	switch x := v.Addr().Interface().(type) {
	case *Server:
		x.Host += "x"
	case *Exceptions:
		x[0] = Exception{Host: "pop.example.org", Sum: [32]byte{1}, Since: x[0].Since + 1}
	case *Retention:
		x.Days++
	case *time.Duration:
		*x += time.Minute
	default:
		switch v.Kind() {
		case reflect.String:
			v.SetString(v.String() + "x")
		case reflect.Int:
			v.SetInt(v.Int() + 1)
		case reflect.Bool:
			v.SetBool(!v.Bool())
		default:
			t.Fatalf("%v cannot be changed here", v.Type())
		}
	}
}
