// A tsnet program that does nothing but offer its LocalAPI by TCP: the one that asks for a password, as on macOS.
// It prints ADDRESS and PASSWORD as JSON, and lives until its standard input ends.
package main

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"os"

	"tailscale.com/tsnet"
)

func main() {
	server := &tsnet.Server{
		Dir:        os.Args[1],
		Hostname:   os.Args[2],
		ControlURL: os.Args[3],
		AuthKey:    os.Getenv("TS_AUTHKEY"),
	}
	defer server.Close()
	if _, err := server.Up(context.Background()); err != nil {
		log.Fatal(err)
	}
	address, _, password, err := server.Loopback()
	if err != nil {
		log.Fatal(err)
	}
	json.NewEncoder(os.Stdout).Encode(map[string]string{"address": address, "password": password})
	io.Copy(io.Discard, os.Stdin)
}
