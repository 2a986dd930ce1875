{{/* Of everything that is made. */}}
{{- define "chatledger.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{ include "chatledger.allOfUs" . }}
{{- end }}

{{/* Of all pods of this release but those of PostgreSQL. */}}
{{- define "chatledger.allOfUs" -}}
app.kubernetes.io/name: chatledger
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: chatledger
{{- end }}

{{/* Of the pods of one application: (list $ "command-side"). They cannot change later. */}}
{{- define "chatledger.selector" -}}
app.kubernetes.io/name: chatledger
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{/* The image of an application: (list $ "command-side"). */}}
{{- define "chatledger.image" -}}
{{- $image := (index . 0).Values.image -}}
{{- with $image.registry }}{{ . }}/{{ end }}chatledger-{{ index . 1 }}:{{ $image.tag | default (index . 0).Chart.AppVersion }}
{{- end }}

{{- define "chatledger.isCloudNativePg" -}}
{{- if eq .Values.postgresql.kind "cloudnative-pg" }}true{{ end }}
{{- end }}

{{/* The secret and key with the certificate that signed PostgreSQL's; nothing if there is none. */}}
{{- define "chatledger.postgresqlCa" -}}
{{- if include "chatledger.isCloudNativePg" . -}}
{ existingSecret: {{ .Release.Name }}-postgres-ca, key: ca.crt }
{{- else if .Values.postgresql.external.ca.existingSecret -}}
{{ .Values.postgresql.external.ca | toJson }}
{{- end }}
{{- end }}

{{- define "chatledger.jdbcUrl" -}}
{{- $ca := include "chatledger.postgresqlCa" . -}}
{{- $external := .Values.postgresql.external -}}
{{- if include "chatledger.isCloudNativePg" . -}}
jdbc:postgresql://{{ .Release.Name }}-postgres-rw:5432/chatledger?sslmode=verify-full
{{- else -}}
jdbc:postgresql://{{ required "postgresql.external.host is empty: it has to be said where PostgreSQL is" $external.host }}:{{ $external.port }}/chatledger?{{ $external.parameters }}
{{- end }}
{{- if $ca }}&sslrootcert=/etc/postgresql-ca/ca.crt{{ end }}
{{- end }}

{{/* Who a container runs as, and what it may: nothing. */}}
{{- define "chatledger.podSecurity" -}}
# Nothing here talks to Kubernetes.
automountServiceAccountToken: false
# They would be environment variables such as CHATLEDGER_PORT, which is a setting.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "chatledger.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end }}

{{/* A source of a projected volume, named as the setting whose value it is: (list "spring.datasource.password" reference). */}}
{{- define "chatledger.secretSetting" -}}
- secret:
    name: {{ (index . 1).existingSecret }}
    items: [ { key: {{ (index . 1).key | quote }}, path: {{ index . 0 }} } ]
{{- end }}

{{/* The volume of PostgreSQL's certificate, if there is one. */}}
{{- define "chatledger.postgresqlCaVolume" -}}
{{- with include "chatledger.postgresqlCa" . | fromYaml }}
- name: postgresql-ca
  secret:
    secretName: {{ .existingSecret }}
    items: [ { key: {{ .key | quote }}, path: ca.crt } ]
{{- end }}
{{- end }}

{{- define "chatledger.postgresqlCaMount" -}}
{{- if include "chatledger.postgresqlCa" . }}
- { name: postgresql-ca, mountPath: /etc/postgresql-ca, readOnly: true }
{{- end }}
{{- end }}
