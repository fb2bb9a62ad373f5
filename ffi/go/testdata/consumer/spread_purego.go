// SPDX-License-Identifier: MIT OR Apache-2.0

//go:build !cgo || purego

package main

func spread() {}
