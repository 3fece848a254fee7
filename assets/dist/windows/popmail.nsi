; The installer of PopMail for Windows, for one person, who needs no administrator: cmd/popmail/internal/dist
; calls makensis with
;   VERSION  such as 0.1.0+5fc08d2      NUMBER  such as 0.1.0.0
;   SITE     PopMail's own address       FILES   a folder with what is installed
;   SIZE     of that, in KB              OUT     the installer
;   SHOWN    a folder with popmail.ico and side.bmp
;   MESA     defined: FILES has a folder mesa, too
;
; PopMailSetup.exe /S installs without asking, and ends with 3 where PopMail runs. So does
; uninstall.exe /S _?=FOLDER; without a folder it goes on in a copy of itself whose end nobody is told.
Target amd64-unicode ; as the program is: no installer that begins and cannot go on
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetDatablockOptimize on
SetDateSave off ; else the time of the file system gets in
CRCCheck on

!include MUI2.nsh
!include LogicLib.nsh
!include WinVer.nsh

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\PopMail"

Name PopMail
Var Left ; what is left, in a sentence
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\PopMail"
InstallDirRegKey HKCU "${UNINSTALL}" InstallLocation
BrandingText "PopMail ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${NUMBER}"
VIFileVersion "${NUMBER}"
VIAddVersionKey ProductName PopMail
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "PopMail Setup"
VIAddVersionKey LegalCopyright "The authors of PopMail"

!define MUI_ICON "${SHOWN}/popmail.ico"
!define MUI_UNICON "${SHOWN}/popmail.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SHOWN}/side.bmp"
!define MUI_UNWELCOMEFINISHPAGE_BITMAP "${SHOWN}/side.bmp"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TEXT "$(Welcome)"
!define MUI_FINISHPAGE_RUN "$INSTDIR\PopMail.exe"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(Stays)"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!define MUI_FINISHPAGE_TEXT "$Left"
!define MUI_FINISHPAGE_TEXT_LARGE
!insertmacro MUI_UNPAGE_FINISH

; The first is for languages that are not here.
!include words.nsh

; Waits until nothing of the program runs, whose file cannot be written then.
!macro FreeProgram UN
Function ${UN}FreeProgram
	StrCpy $1 0
	again:
	${IfNot} ${FileExists} "$INSTDIR\PopMail.exe"
		Return
	${EndIf}
	ClearErrors
	FileOpen $0 "$INSTDIR\PopMail.exe" a
	${IfNot} ${Errors}
		FileClose $0
		Return
	${EndIf}
	${If} ${Silent}
		IntOp $1 $1 + 1
		${If} $1 < 20
			Sleep 500
			Goto again
		${EndIf}
		SetErrorLevel 3
		Quit
	${EndIf}
	MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Runs)" IDRETRY again
	SetErrorLevel 3
	Quit
FunctionEnd
!macroend
!insertmacro FreeProgram ""
!insertmacro FreeProgram "un."

Function .onInit
	${IfNot} ${AtLeastWin10}
		MessageBox MB_OK|MB_ICONSTOP "$(TooOld)" /SD IDOK
		SetErrorLevel 2
		Quit
	${EndIf}
	Call FreeProgram
FunctionEnd

Function un.onInit
	Call un.FreeProgram
	; The mail may be in another folder, by --data or POPMAIL_DATA.
	StrCpy $Left "$(Elsewhere)"
	${If} ${FileExists} "$LOCALAPPDATA\popmail\popmail.db"
		StrCpy $Left "$(Gone)"
	${EndIf}
FunctionEnd

Section
	SetOutPath "$INSTDIR"
	SetOverwrite on
	File "${FILES}\PopMail.exe"
	File "${FILES}\popmail.com"
	File "${FILES}\LICENSE.txt"
	File "${FILES}\licenses.txt"
!ifdef MESA
	SetOutPath "$INSTDIR\mesa"
	File "${FILES}\mesa\*.*"
	; Who draws with it goes on with the new one.
	${If} ${FileExists} "$INSTDIR\opengl32.dll"
		CopyFiles /SILENT "$INSTDIR\mesa\*.dll" "$INSTDIR"
	${EndIf}
	SetOutPath "$INSTDIR"
!endif
	WriteUninstaller "$INSTDIR\uninstall.exe"
	CreateShortcut "$SMPROGRAMS\PopMail.lnk" "$INSTDIR\PopMail.exe"
	WriteRegStr HKCU "${UNINSTALL}" DisplayName PopMail
	WriteRegStr HKCU "${UNINSTALL}" DisplayVersion "${VERSION}"
	WriteRegStr HKCU "${UNINSTALL}" DisplayIcon "$INSTDIR\PopMail.exe,0"
	WriteRegStr HKCU "${UNINSTALL}" Publisher PopMail
	WriteRegStr HKCU "${UNINSTALL}" URLInfoAbout "${SITE}"
	WriteRegStr HKCU "${UNINSTALL}" InstallLocation "$INSTDIR"
	WriteRegStr HKCU "${UNINSTALL}" UninstallString '"$INSTDIR\uninstall.exe"'
	WriteRegStr HKCU "${UNINSTALL}" QuietUninstallString '"$INSTDIR\uninstall.exe" /S'
	WriteRegDWORD HKCU "${UNINSTALL}" EstimatedSize "${SIZE}"
	WriteRegDWORD HKCU "${UNINSTALL}" NoModify 1
	WriteRegDWORD HKCU "${UNINSTALL}" NoRepair 1
	; The program tells Windows itself that it is for mail.
	ClearErrors
	ExecWait '"$INSTDIR\PopMail.exe" helper register' $0
	${If} ${Errors}
	${OrIf} $0 <> 0
		MessageBox MB_OK|MB_ICONEXCLAMATION "$(NotTold)" /SD IDOK
		SetErrorLevel 4
	${EndIf}
SectionEnd

Section Uninstall
	ExecWait '"$INSTDIR\PopMail.exe" helper unregister'
	Delete "$INSTDIR\PopMail.exe"
	Delete "$INSTDIR\popmail.com"
	Delete "$INSTDIR\LICENSE.txt"
	Delete "$INSTDIR\licenses.txt"
	; What was copied from the folder mesa, by its names: other libraries there are somebody else's.
	FindFirst $0 $1 "$INSTDIR\mesa\*.dll"
	${DoWhile} $1 != ""
		Delete "$INSTDIR\$1"
		FindNext $0 $1
	${Loop}
	FindClose $0
	Delete "$INSTDIR\opengl32.dll.part"
	Delete "$INSTDIR\mesa\*.*"
	RMDir "$INSTDIR\mesa"
	Delete "$INSTDIR\uninstall.exe"
	RMDir "$INSTDIR" ; unless somebody has put something there
	RMDir "$LOCALAPPDATA\Programs"
	Delete "$SMPROGRAMS\PopMail.lnk"
	Delete "$TEMP\popmail-icon.png" ; of notifications, where an older version has left it
	RMDir "$APPDATA\fyne\org.popmail.PopMail" ; what draws the window makes these, and keeps nothing there
	RMDir "$APPDATA\fyne"
	DeleteRegKey HKCU "${UNINSTALL}"
SectionEnd
